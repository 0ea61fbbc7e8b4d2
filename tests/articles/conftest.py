import trafilatura  # noqa: F401 - here, before warnings are errors: its unused downloader asks for SOCKS support
