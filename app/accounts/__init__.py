"""Who may use the page: sign-in and passwords."""
