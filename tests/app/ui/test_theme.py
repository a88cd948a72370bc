"""Every pair of colours that carries words or shapes is far enough apart."""

import pytest

from app.ui.look import look
from app.ui.theme import AA_SHAPE, AA_TEXT, THEMES, Tone, contrast, load_palette, mix


@pytest.mark.parametrize("name", THEMES)
def test_words_pass_wcag_aa_on_every_ground(name):
    p = load_palette(name)
    grounds = (p.bg, p.surface, p.sunken)
    pairs = [(ink, ground) for ink in (p.text, p.muted) for ground in grounds]
    pairs += [(p.on_accent, p.accent), (p.accent_text, p.accent_soft), (p.accent_text, p.surface)]
    pairs += [(p.accent_text, p.bg), (p.on_rail, p.rail), (p.on_rail_active, p.rail_active)]
    pairs += [(p.text, p.accent_soft), (p.text, mix(p.surface, p.sunken, 0.45))]
    for tone in Tone:
        colours = p.tone(tone)
        pairs += [(colours.on, colours.fill), (colours.text, colours.soft)]
    pairs.append((p.tone(Tone.FAIL).text, p.surface))
    weak = [(a, b, round(contrast(a, b), 2)) for a, b in pairs if contrast(a, b) < AA_TEXT]
    assert not weak


@pytest.mark.parametrize("name", THEMES)
def test_edges_focus_and_outcomes_stand_out_from_their_surface(name):
    p = load_palette(name)
    shapes = [
        (p.line_strong, p.surface),
        (p.focus, p.surface),
        (p.focus, p.bg),
        (p.accent, p.surface),
    ]
    shapes += [(p.tone(t).fill, p.surface) for t in Tone if t is not Tone.DOUBTFUL]
    weak = [(a, b, round(contrast(a, b), 2)) for a, b in shapes if contrast(a, b) < AA_SHAPE]
    assert not weak


def test_the_high_contrast_theme_reaches_aaa_for_words():
    p = load_palette("contrast")
    assert contrast(p.text, p.bg) >= 7
    assert contrast(p.muted, p.surface) >= 7
    assert all(contrast(p.tone(t).on, p.tone(t).fill) >= 7 for t in Tone)


def test_contrast_is_the_wcag_formula():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scale", [100, 150, 200])
@pytest.mark.parametrize("name", THEMES)
def test_every_theme_can_be_worn_at_every_scale(qapp, name, scale):
    look().wear(name, scale)
    assert qapp.font().pixelSize() == round(14 * scale / 100)
    assert f"font-size: {round(24 * scale / 100)}px" in qapp.styleSheet()
