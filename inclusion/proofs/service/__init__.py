"""Acts that prove: seal the heads of journals, follow them, check papers, the verbs of NF."""
