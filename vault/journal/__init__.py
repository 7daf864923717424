"""The signed journal: cores and attestations, their order, and the state they fold into."""
