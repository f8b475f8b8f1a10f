"""What the parts of the chat work on: who asks what of which documents."""

from dataclasses import dataclass

from app.records.conversations import Conversations
from app.scope import Scope
from app.screens.session import Session
from app.settings import AppSettings
from index.opening import Library


@dataclass(frozen=True, slots=True)
class Desk:
    """One run of the chat page."""

    session: Session
    kept: Conversations
    settings: AppSettings
    documents: Library
    scope: Scope

    @property
    def asked(self) -> Library:
        """The documents that questions are asked of."""
        if self.scope.everything:
            return self.documents
        return self.documents.within(self.scope.select(self.documents.catalog.entries))
