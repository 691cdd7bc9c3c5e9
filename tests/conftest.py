"""What several test modules look at: the outputs of the sample, made once a session."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipeline.quarterly import quarterly
from pipeline.run import make_run

SAMPLE = Path(__file__).parent.parent / "inputs" / "sample"


@pytest.fixture(scope="session")
def sample_outputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """``outputs/2566-Q2`` of the sample; to be read, not to be changed."""
    inputs, outputs = tmp_path_factory.mktemp("inputs"), tmp_path_factory.mktemp("outputs")
    shutil.copytree(SAMPLE, inputs / "sample")
    quarterly(make_run(inputs, outputs))
    return outputs / "2566-Q2"
