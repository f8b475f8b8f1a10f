"""What the front end keeps on disk: conversations, feedback, uploads, exports, and the last evaluation."""
