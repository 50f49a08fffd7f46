"""People in an explanation: how they were looked for, what mail one of them gets, and what an asker means."""
