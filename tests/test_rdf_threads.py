"""Several threads can use rdflib's parser, even for its very first call."""

import subprocess
import sys

READ = """
import threading
from dvgraph.rdf import bridge

texts = [f"SELECT DISTINCT ?s WHERE {{ ?s <urn:p{n}> ?o }}" for n in range(8)]
start, faults = threading.Barrier(len(texts)), []

def read(text):
    start.wait()
    try:
        bridge.properties(text)
    except Exception as fault:
        faults.append(fault)

threads = [threading.Thread(target=read, args=[text]) for text in texts]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert not faults, faults
"""


def test_threads_that_parse_queries_at_once_do_not_spoil_the_parser() -> None:
    for _ in range(3):
        done = subprocess.run([sys.executable, "-c", READ], capture_output=True, encoding="utf-8")
        assert done.returncode == 0, done.stderr
