"""What can go wrong: FormError (we are wrong), InputError (the file or the call is)."""

from __future__ import annotations

from audit.words import say


class AuditError(Exception):
    """Base of every error this package raises; its text is one sentence for the user."""

    def __init__(self, key: str, **values: object) -> None:
        """Take the key of a sentence in the word catalogue and the values that fill it."""
        super().__init__(key)
        self.key = key
        self.values = values

    def __str__(self) -> str:
        return say(self.key, **self.values)

    def __reduce__(self) -> tuple[object, ...]:
        # keyword arguments must survive the way back from a worker process
        return _rebuild, (type(self), self.key, self.values)


class FormError(AuditError):
    """A form definition contradicts itself."""


class InputError(AuditError):
    """An input, an output path or an argument cannot be used."""


def _rebuild(kind: type[AuditError], key: str, values: dict[str, object]) -> AuditError:
    return kind(key, **values)
