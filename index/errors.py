"""Every error a user can meet, as one tree; each carries a message (what happened) and a hint (what to do).

FootnoteError
├── SettingsError             a FOOTNOTE_ setting has a value that cannot be used
├── DocumentsError            the folder of documents
│   ├── FolderMissing         it does not exist, or is not a folder
│   ├── NoReadableDocument    it holds nothing that can be read
│   └── UnreadableFile        one file cannot be read (reported and skipped while indexing)
├── StoreError                the index on disk
│   ├── IndexMissing          none has been built for this folder and these settings
│   ├── IndexDamaged          it does not hold what its manifest says
│   ├── IndexBusy             another process is writing it
│   └── DataNotWritable       the data folder cannot be written
├── EmbeddingError            the embedding model cannot be loaded
├── ModelUnavailable          the language model did not answer (while answering it becomes the answer's note)
└── QuestionError             the question is empty or too long

The library raises; the command line and the pages show. Abstaining is an Answer, not an error.
"""


class FootnoteError(Exception):
    """The root: catch it to catch everything Footnote raises on purpose."""

    def __init__(self, message: str, *, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class SettingsError(FootnoteError):
    """A setting has a value that cannot be used."""


class DocumentsError(FootnoteError):
    """Something is wrong with the folder of documents."""


class FolderMissing(DocumentsError):
    """The folder of documents does not exist or is not a folder."""


class NoReadableDocument(DocumentsError):
    """The folder holds no document that can be read."""


class UnreadableFile(DocumentsError):
    """One file cannot be read; while indexing it is reported and skipped."""


class StoreError(FootnoteError):
    """Something is wrong with the index on disk."""


class IndexMissing(StoreError):
    """No index has been built for this folder with these settings."""


class IndexDamaged(StoreError):
    """The index does not hold what its manifest says."""


class IndexBusy(StoreError):
    """Another process is writing the index."""


class DataNotWritable(StoreError):
    """The data folder cannot be written."""


class EmbeddingError(FootnoteError):
    """The embedding model cannot be loaded."""


class ModelUnavailable(FootnoteError):
    """The language model did not answer, and why."""


class QuestionError(FootnoteError):
    """The question is empty or too long."""
