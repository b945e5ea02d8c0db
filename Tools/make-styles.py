#!/usr/bin/env python3
"""Makes a model's styles.json from ink that the model wrote.

    seqctl write "Thank you for your letter" --style none --seed 3 -o round.json
    Tools/make-styles.py Models/NAME round=round.json upright=upright.json

Each NAME=FILE is ink in the JSON format of handwriting (Documentation/INK.md); of its first line the first words, up to
30 characters, become the style. The first style named is the default. Changing styles.json changes the model's digest.
"""
import json
import sys

# Kept equal to `Hand.longestText` and `WritingPlan.typicalXHeight` of the plugin.
LONGEST_TEXT = 30
TYPICAL_X_HEIGHT = 2.85


def beginning(ink):
    """Text and strokes of the first words."""
    words = ink["lines"][0]["words"]
    text, last = words[0]["text"], words[0]
    for word in words[1:]:
        if len(text) + 1 + len(word["text"]) > LONGEST_TEXT:
            break
        text, last = text + " " + word["text"], word
    return text, ink["strokes"][words[0]["firstStroke"]:last["firstStroke"] + last["strokeCount"]]


def style(name, ink, scale):
    """The style of an ink, its offsets normalised as the model's data were."""
    text, strokes = beginning(ink)
    factor = TYPICAL_X_HEIGHT * scale["deviationY"] / ink["xHeight"]
    points = [(x, y, i == len(s) - 1) for s in strokes for i, (x, y) in enumerate(s)]
    offsets = []
    for (x0, y0, _), (x1, y1, last) in zip(points, points[1:]):
        dx = ((x1 - x0) * factor - scale["meanX"]) / scale["deviationX"]
        dy = ((y1 - y0) * factor - scale["meanY"]) / scale["deviationY"]
        offsets.append([round(dx, 4), round(dy, 4), int(last)])
    return {"name": name, "text": text, "offsets": offsets}


def main():
    if len(sys.argv) < 3 or any("=" not in argument for argument in sys.argv[2:]):
        sys.exit(__doc__)
    folder = sys.argv[1]
    with open(f"{folder}/model.json", encoding="utf-8") as file:
        scale = json.load(file)["normalisation"]
    styles = []
    for argument in sys.argv[2:]:
        name, path = argument.split("=", 1)
        with open(path, encoding="utf-8") as file:
            styles.append(style(name, json.load(file), scale))
    with open(f"{folder}/styles.json", "w", encoding="utf-8") as file:
        json.dump({"default": styles[0]["name"], "styles": styles}, file, separators=(",", ":"))
        file.write("\n")
    for entry in styles:
        print(f"{entry['name']}: \"{entry['text']}\", {len(entry['offsets'])} points")


main()
