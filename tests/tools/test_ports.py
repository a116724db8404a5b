"""Ports for servers that are started a moment later, beside others who choose in the same moment."""

import socket
import subprocess
import sys

import pytest

from tests.architecture.house import ROOT
from tools import services

FEW = range(30_000, 30_005)  # of which nobody else is given one


def test_a_port_is_given_once_even_to_processes_that_choose_before_anybody_listens(monkeypatch):
    monkeypatch.setattr(services, "PORTS", FEW)
    mine = [services.free_port(), services.free_port()]
    code = f"from tools import services; services.PORTS = {FEW}; print(services.free_port())"
    other = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert len({*mine, int(other)}) == 3


def test_a_port_in_use_is_not_given(monkeypatch, capsys):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        monkeypatch.setattr(services, "PORTS", range(port, port + 1))
        with pytest.raises(SystemExit):
            services.free_port()
    assert capsys.readouterr().err.strip() == f"No port between {port} and {port} is free."
