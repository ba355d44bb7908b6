"""Word and WPS documents."""
