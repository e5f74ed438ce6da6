"""The suite: one file for each area of the catalogue; nothing lists the cases by hand."""
