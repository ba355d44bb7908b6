"""`python -m audit`: the same as the command `audit`."""

from audit.cli import main

if __name__ == "__main__":
    main()
