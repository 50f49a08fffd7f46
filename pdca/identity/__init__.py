"""Whether somebody is who they say: hashes of passwords, one-time codes, and the word of another sign-in."""
