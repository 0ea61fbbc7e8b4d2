"""The Prefect flow is the pipeline with a skin: same rows, a report, true states, a form that explains."""

from collections.abc import Iterator

import pytest

from flows.ingest import ingest, run_markdown
from flows.records import RunReport
from tests.conftest import SAMPLE, Warehouse


@pytest.fixture(scope="session")
def prefect_server() -> Iterator[None]:
    import os

    from prefect.settings import PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS, temporary_settings
    from prefect.testing.utilities import prefect_test_harness

    os.environ["PREFECT_SERVER_ANALYTICS_ENABLED"] = "false"
    with (
        temporary_settings({PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS: 90}),
        prefect_test_harness(server_startup_timeout=90),
    ):
        yield


@pytest.mark.prefect
@pytest.mark.timeout(180)
@pytest.mark.filterwarnings("default")
def test_the_flow_gives_the_rows_of_the_plain_pipeline(prefect_server: None, warehouse: Warehouse) -> None:
    state = ingest(paths=[str(SAMPLE)], workers=1, return_state=True)
    report = state.result()
    assert state.name == "Completed"
    assert report.codes == {"new": 1}
    by_flow = warehouse.content()
    warehouse.settings.warehouse.unlink()
    warehouse.ingest(SAMPLE)
    assert warehouse.content() == by_flow


@pytest.mark.prefect
@pytest.mark.timeout(180)
@pytest.mark.filterwarnings("default")
def test_a_run_with_failures_is_not_plainly_completed_and_leaves_a_report(
    prefect_server: None, warehouse: Warehouse
) -> None:
    from prefect.artifacts import Artifact

    state = ingest(paths=[str(SAMPLE), "/no/such/file.txt"], workers=1, return_state=True)
    assert (state.name, state.message) == ("CompletedWithFailures", "1 input failed")
    artifact = Artifact.get("ingest-report")
    assert "not_found" in str(artifact.data)  # type: ignore[union-attr]


def test_each_parameter_is_explained_in_the_form() -> None:
    properties = ingest.parameters.properties
    assert set(properties) == {"paths", "columns", "archive", "recogniser", "workers"}
    assert all(len(form["description"]) > 20 for form in properties.values())


def test_a_report_shows_hostile_names_as_text() -> None:
    failures = (("not_found", "file:///<script>|`x`\x1b.txt", ""),)
    markdown = run_markdown(RunReport("run", 1.0, {"not_found": 1}, 1, failures, 0, 0, ()))
    assert "| not_found | `file:///<script>\\|'x'�.txt` |  |" in markdown
