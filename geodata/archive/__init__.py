"""From a laptop to an archive: the same pipeline over partitions of millions of articles, on Dask.

    sources → [Partition] → workers: articles, mentions, accounts (`shards`) → events merged (`joining`)
            → by month and country (`arrange`)

    OUT/manifest.json                            what was read with which settings, how far it is
    OUT/articles|mentions|events/month=2026-02/country=MX/part-0.parquet     GeoParquet
    OUT/dead-letters.jsonl                       what could not be read, with the cause
    OUT/_work/                                   the finished partitions, for the next run

Every file is there whole or not at all and is called after what it holds, so that work done twice is there once.
`run.py` alone knows Dask; everything else is functions of files.
"""
