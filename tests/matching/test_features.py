"""What a decision can have is served with what it measures."""

import re
from pathlib import Path

from matching import features, weighing


def test_every_feature_is_documented() -> None:
    documented = {feature.name: feature.measures for feature in features()}
    assert all(len(measures) > 60 for measures in documented.values())
    package = Path(weighing.__file__).parent
    named = {
        name
        for module in package.glob("weigh*.py")
        for name in re.findall(r'Piece(?:\.saying)?\(\s*"(\w+)"', module.read_text("utf-8"))
    }
    assert named | {"category", "brand", "model", "colour"} == set(documented)
