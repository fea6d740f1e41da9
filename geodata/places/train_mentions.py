"""Train the weights of mention_weights.csv: `python -m geodata.places.train_mentions GOLD_FOLDER`.

GOLD_FOLDER holds annotated articles (text, and places with start, end, kind).  Needs scikit-learn, which
Dateline itself does not: only the numbers are carried.  Features seen fewer than five times are left out.
"""

from __future__ import annotations

import collections
import csv
import json
import sys
from pathlib import Path

from geodata.language import common_words, load_pipeline, parse
from geodata.places.gazetteer import Gazetteer
from geodata.places.mention_features import Context, Found, features
from geodata.places.mentions import KINDS, find_spans
from geodata.settings import load_settings

SEEN = 5
STRENGTH = 0.3  # of the inverse regularisation; chosen by cross-validation over articles


def main(folder: str) -> None:
    """Train on a folder of gold articles and write the weights beside this file."""
    from sklearn.feature_extraction import DictVectorizer  # type: ignore[import-not-found,unused-ignore]
    from sklearn.linear_model import LogisticRegression  # type: ignore[import-not-found,unused-ignore]

    settings = load_settings()
    nlp = load_pipeline(settings.spacy_model)
    names, common = Gazetteer(settings.gazetteer_path), common_words(nlp)
    rows: list[dict[str, int]] = []
    labels: list[int] = []
    articles = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(Path(folder).glob("*.json"))]
    for article, doc in zip(articles, parse(nlp, [article["text"] for article in articles]), strict=True):
        context = Context(doc, common)
        for item in find_spans(doc, names):
            rows.append(dict.fromkeys(features(item, context), 1))
            labels.append(_label(doc[item.start : item.end], item, article["places"]))
    counts = collections.Counter(name for row in rows for name in row)
    rows = [{name: 1 for name in row if counts[name] >= SEEN} for row in rows]
    vectorizer = DictVectorizer()
    model = LogisticRegression(C=STRENGTH, max_iter=2_000, fit_intercept=False).fit(vectorizer.fit_transform(rows), labels)
    with Path(__file__).with_name("mention_weights.csv").open("w", encoding="utf-8", newline="") as file:
        file.write("# Log-linear weights of the features in mention_features.py; made by train_mentions.py.\n")
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["feature", *KINDS, "nothing"])
        for name, column in sorted(vectorizer.vocabulary_.items()):
            writer.writerow([name, *(f"{weight:.3f}" for weight in model.coef_[:, column])])


def _label(span: object, item: Found, places: list[dict[str, object]]) -> int:
    start, end = span.start_char, span.end_char  # type: ignore[attr-defined]
    for place in places:
        if place["start"] < end and start < place["end"]:  # type: ignore[operator]
            return KINDS.index(place["kind"])  # type: ignore[arg-type]
    return len(KINDS)


if __name__ == "__main__":
    main(sys.argv[1])
