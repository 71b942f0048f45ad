"""Program kiosk-core: the visit, slips, journal and the centre's client. One asyncio loop, no Kivy."""
