"""Is this sentence carried by its quotes? One idea a file; verdict.py puts them together. Knows no engine."""

from app.verifying.verdict import Support, verify

__all__ = ["Support", "verify"]
