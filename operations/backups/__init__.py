"""
Backups: the database and every uploaded file in one folder with checksums, and the way back.

    <name>/manifest.json      what is inside, how many rows each table has, which keys are needed
    <name>/manifest.sha256    proves the manifest
    <name>/files.tsv          storage, SHA-256, bytes and key of every file
    <name>/database.dump      pg_dump's custom format, or database.sqlite3 of an embedded installation
    <name>/files/…            the files, by storage and key

The key ring is named by fingerprints and never inside unless asked for: whoever finds a backup must not be able to
sign certificates.
"""
