"""The public pages in a real browser: Chromium over its debugging pipe, axe-core from the locked npm tree."""
