"""Settings: `DATELINE_*` variables, over an optional TOML file, over these defaults.

The file is `dateline.toml` in the working directory, or the one that `DATELINE_CONFIG` names.
"""

import difflib
import os
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, Field, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from flows.errors import UsageError

AbsolutePath = Annotated[Path, AfterValidator(lambda path: path.expanduser().absolute())]


class Settings(BaseSettings):
    """All settings of one process. Sizes are in bytes where the name ends in `_bytes`, times in seconds (`_s`)."""

    model_config = SettingsConfigDict(env_prefix="DATELINE_", extra="forbid", frozen=True)

    home: AbsolutePath = Field(Path("data"), description="Folder for everything that is written.")
    recogniser: str = Field("names", description="Who finds the names: `names` (built in) or `spacy:PIPELINE`.")
    workers: int = Field(
        min(os.cpu_count() or 1, 8), ge=1, le=256, description="Processes that extract and recognise in parallel."
    )
    archive: bool = Field(True, description="Keep each input's bytes in the WARC archive.")

    max_page_bytes: int = Field(5_000_000, ge=1_000, description="Largest HTML page that is parsed.")
    max_text_bytes: int = Field(20_000_000, ge=1_000, description="Largest text, row or line that is read.")
    article_deadline_s: float = Field(10, gt=0, description="Time for one article in a worker, then it is killed.")
    worker_memory_mb: int = Field(1_500, ge=512, description="Address space that one worker may use.")
    worker_articles: int = Field(2_000, ge=1, description="Articles after which a worker is replaced by a fresh one.")

    batch_inputs: int = Field(200, ge=1, le=10_000, description="Inputs in one staged batch.")
    batch_bytes: int = Field(32_000_000, ge=1_000, description="Payload bytes at which a batch is closed early.")
    load_inputs: int = Field(1_000, ge=1, description="Staged inputs that are loaded in one transaction.")
    lock_wait_s: float = Field(60, ge=0, description="How long to wait for another process to release the warehouse.")
    duckdb_memory_mb: int = Field(512, ge=64, description="Memory limit of DuckDB while it loads.")
    duckdb_threads: int = Field(2, ge=1, description="Threads of DuckDB while it loads.")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Order the sources: arguments, then the environment, then the TOML file."""
        file = Path(os.environ.get("DATELINE_CONFIG", "dateline.toml"))
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, toml_file=file)

    @property
    def warehouse(self) -> Path:
        """The DuckDB file that runs write."""
        return self.home / "warehouse.duckdb"

    @property
    def read_copy(self) -> Path:
        """The copy of the warehouse that analysts open, and that no run locks."""
        return self.home / "news.duckdb"

    @property
    def archive_dir(self) -> Path:
        """The folder of WARC files."""
        return self.home / "archive"

    @property
    def staging_dir(self) -> Path:
        """The folder of finished batches that wait to be loaded."""
        return self.home / "staging"


def load_settings(**overrides: Any) -> Settings:
    """Read the settings; keyword arguments that are not None win over everything else.

    Raises:
        UsageError: a variable or a line of the file is not valid; the message names each.
    """
    known = {f"DATELINE_{name.upper()}" for name in Settings.model_fields} | {"DATELINE_CONFIG"}
    for variable in os.environ:
        if variable.startswith("DATELINE_") and variable not in known:
            close = difflib.get_close_matches(variable, known, n=1)
            hint = f"did you mean {close[0]}?" if close else "`dateline settings` lists all."
            raise UsageError(f"{variable} is no setting: {hint}")
    config = os.environ.get("DATELINE_CONFIG")
    if config and not Path(config).is_file():
        raise UsageError(f"DATELINE_CONFIG names {config}, which is not a file")
    try:
        settings = Settings(**{name: value for name, value in overrides.items() if value is not None})
    except ValidationError as error:
        lines = [f"  {'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()]
        hint = "Names and defaults: `dateline settings`."
        raise UsageError("settings are not valid:\n" + "\n".join(lines) + f"\n{hint}") from error
    except ValueError as error:  # TOML that does not parse
        raise UsageError(f"the settings file is not valid TOML: {error}") from error
    if settings.home.exists() and not settings.home.is_dir():
        raise UsageError(f"DATELINE_HOME is {settings.home}, which is not a folder")
    return settings
