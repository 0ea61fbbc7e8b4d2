"""The wheel works outside of the checkout: sql/ and seeds/ travel with it."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LOAD = "from flows.cli import main\nif __name__ == '__main__':\n    main()\n"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return next(folder.glob("dateline-*.whl"))


def test_it_holds_what_the_program_reads(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for path in (*(ROOT / "sql").rglob("*.sql"), *(ROOT / "seeds").rglob("*.csv"), *(ROOT / "seeds").rglob("*.txt")):
        assert f"flows/{path.relative_to(ROOT).as_posix()}" in names
    assert not [name for name in names if name.startswith(("tests/", "bench/", "data/"))]


def test_it_loads_its_own_sample_from_anywhere(wheel: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(site)
    script = tmp_path / "run.py"
    script.write_text(LOAD)
    environment = os.environ | {"PYTHONPATH": str(site), "DATELINE_HOME": str(tmp_path / "home")}

    def run(*arguments: str) -> str:
        command = [sys.executable, "-P", str(script), *arguments]
        result = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=90)
        assert result.returncode == 0, result.stderr
        return result.stdout

    assert "1 new" in run("ingest", str(site / "flows/seeds/articles"))
    assert "ok" in run("check")
    where = subprocess.run(
        [sys.executable, "-P", "-c", "import flows; print(flows.__file__)"],
        cwd=tmp_path, env=environment, capture_output=True, text=True,
    )  # fmt: skip
    assert where.stdout.startswith(str(site))
