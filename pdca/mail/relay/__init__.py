"""The road to the mail server: the conversation, its limits and its tokens."""
