"""The `demo` command and its fictional newsroom; building the vault is `vault.archive.demo`."""
