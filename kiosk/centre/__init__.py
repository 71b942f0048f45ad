"""The centre, seen from the kiosk: one client over mutual TLS, and enrolment."""
