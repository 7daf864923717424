"""One screen per file. A screen asks the gateway, shows the answer and decides nothing."""
