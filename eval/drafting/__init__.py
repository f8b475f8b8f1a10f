"""Cases drafted from a folder's own sentences, for its owner to edit."""

from eval.drafting.drafts import draft_cases

__all__ = ["draft_cases"]
