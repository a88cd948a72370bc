"""Ready-made contents of a code: what each cloud's app expects to scan.

Sources: the makers' own device code (Tuya, ESP RainMaker), the Matter specification; Alibaba's
pairing link is known from third-party code only. EnOS does not publish its payload: its exported
images are put on a label as pictures, by serial number, and are never made here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.domain.problems import Problem
from app.labels.errors import LabelRefused, error
from app.labels.fields import LabelData, Template, parse_template
from app.labels.matter import BLE, MatterSetup


@dataclass(frozen=True, slots=True)
class Preset:
    """One ready-made payload. ``template`` None: it is computed (Matter).

    ``parameters``: name to default template; an empty default has to be given by the design.
    """

    name: str
    template: str | None
    parameters: Mapping[str, str]


PRESETS: Mapping[str, Preset] = {
    preset.name: preset
    for preset in (
        Preset("plain", "<content>", {"content": "{identity}"}),
        Preset(
            "tuya-bind",
            "https://smartapp.tuya.com/s/p?p=<product_id>&uuid=<uuid>&v=2.0",
            {"product_id": "{product_id:url}", "uuid": "{identity:url}"},
        ),
        Preset("tuya-link", "<link>", {"link": "{short_link}"}),
        Preset(
            "alibaba",
            "https://g.aliplus.com/ilop/d.html?locale=all&pk=<product_key>&dn=<device_name>",
            {"product_key": "{ProductKey:url}", "device_name": "{identity:url}"},
        ),
        Preset(
            "rainmaker",
            '{{"ver": "v1", "name": "<name>", "pop": "<proof>", "transport": "<transport>"}}',
            {"name": "PROV_{mac:last6}", "proof": "", "transport": "ble"},
        ),
        Preset("rainmaker-qrcode", "<qrcode>", {"qrcode": "{qrcode}"}),
        Preset(
            "matter",
            None,
            {
                "vendor_id": "",
                "product_id": "",
                "discriminator": "{discriminator}",
                "passcode": "{passcode}",
                "discovery": str(BLE),
                "flow": "0",
            },
        ),
        Preset(
            "matter-manual",
            None,
            {
                "vendor_id": "0",
                "product_id": "0",
                "discriminator": "{discriminator}",
                "passcode": "{passcode}",
                "discovery": str(BLE),
                "flow": "0",
            },
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Content:
    """What a code or a text says: a template, or a preset with its parameters.

    ``matter``: for a computed payload, the templates of its numbers; ``manual`` picks its digits.
    """

    template: Template
    matter: Mapping[str, Template] | None = None
    manual: bool = False

    @property
    def fields(self) -> tuple[str, ...]:
        """Return the names of all fields it uses."""
        if self.matter is None:
            return self.template.fields
        return tuple(dict.fromkeys(n for t in self.matter.values() for n in t.fields))

    def fill(self, data: LabelData) -> tuple[str, tuple[str, ...]]:
        """Return the content for one unit, and the fields that were empty.

        Raises LabelRefused where a Matter number is none or is forbidden.
        """
        if self.matter is None:
            return self.template.fill(data)
        numbers: dict[str, int] = {}
        empty: list[str] = []
        for name, template in self.matter.items():
            text, missing = template.fill(data)
            empty.extend(missing)
            if not missing:
                numbers[name] = _number(name, text)
        if empty:
            return "", tuple(empty)
        setup = MatterSetup(**numbers)
        return (setup.manual_code() if self.manual else setup.qr_text()), ()


def plain_content(source: str, secrets: Iterable[str] = ()) -> Content:
    """Return a content that is one template."""
    return Content(parse_template(source, secrets))


def preset_content(name: str, given: Mapping[str, str], secrets: Iterable[str] = ()) -> Content:
    """Return a preset's content with the design's own parameters.

    Raises LabelRefused: ``payload-unknown``, ``payload-parameter``, ``payload-parameter-missing``,
    and all that :func:`parse_template` raises.
    """
    preset = PRESETS.get(name)
    if preset is None:
        problem = error("payload-unknown", payload=name, known=", ".join(PRESETS))
        raise LabelRefused("label-text-bad", [problem])
    problems: list[Problem] = [
        error("payload-parameter", payload=name, parameter=key)
        for key in given
        if key not in preset.parameters
    ]
    values = {**preset.parameters, **given}
    problems += [
        error("payload-parameter-missing", payload=name, parameter=key)
        for key, value in values.items()
        if not value
    ]
    if problems:
        raise LabelRefused("label-text-bad", problems)
    secret_names = tuple(secrets)
    if preset.template is None:
        templates = {key: parse_template(value, secret_names) for key, value in values.items()}
        source = " ".join(f"{key}={value}" for key, value in values.items())
        return Content(Template(source, ()), templates, manual=name == "matter-manual")
    source = preset.template
    for key, value in values.items():
        source = source.replace(f"<{key}>", value)
    return Content(parse_template(source, secret_names))


def _number(name: str, text: str) -> int:
    try:
        return int(text.strip(), 0 if text.strip().lower().startswith("0x") else 10)
    except ValueError as cause:
        raise LabelRefused("matter-number", name=name) from cause
