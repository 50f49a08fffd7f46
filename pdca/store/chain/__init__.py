"""The event chain and what it governs: state, event and chain are written together."""
