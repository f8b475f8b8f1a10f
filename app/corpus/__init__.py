"""Questions about the collection as a whole: a full scan, or the documents' own particulars."""
