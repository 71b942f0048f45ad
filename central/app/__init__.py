"""The centre's calls over HTTP, one file a subject; ``application`` puts them together."""
