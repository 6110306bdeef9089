"""The service does what its OpenAPI document says: schemathesis makes up requests, good and bad ones."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from service_process import running

SCHEMATHESIS = os.environ.get("TINYV_SCHEMATHESIS") or shutil.which("schemathesis")
# Lists of unequal length, and texts that are none, are refused, which a schema cannot say.
CONFIGURATION = '[checks]\npositive_data_acceptance.expected-statuses = ["2xx", "400"]\n'


@pytest.mark.skipif(not SCHEMATHESIS, reason="needs schemathesis (TINYV_SCHEMATHESIS=its command)")
def test_the_document_is_true(tmp_path: Path) -> None:
    (tmp_path / "schemathesis.toml").write_text(CONFIGURATION)
    examples = os.environ.get("TINYV_EXAMPLES", "10")
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parent), "SCHEMATHESIS_HOOKS": "schemathesis_hooks"}
    with running() as service:
        command = [str(SCHEMATHESIS), "run", f"{service.url}/openapi.json", "--max-examples", examples]
        command += ["--phases", "examples,coverage,fuzzing"]
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=600)
        assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-2000:]
        assert service.stop() == 0
    assert not [event for event in service.of("request") if event["status"] >= 500]
    assert not service.of("error")
