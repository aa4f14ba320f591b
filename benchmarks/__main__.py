"""`make bench`: how fast pages answer on a running portal, beside a page that does nothing.

    python -m benchmarks [--base http://127.0.0.1:8000] [--times 60] [--clients 4]

Each page is asked `times` times by `clients` at once over kept connections. The reference is the health page, which
reads no database: the ratio tells what a page costs whatever the machine.
"""

import argparse
import http.client
import statistics
import sys
import time
import urllib.parse
from concurrent.futures import ThreadPoolExecutor

REFERENCE = "/sante/vivant"
PAGES = (
    "/",
    "/talents/",
    "/agenda/",
    "/reseaux/",
    "/structures/",
    "/labels/",
    "/actualites/",
    "/recherche/?q=emploi",
)


def ask(base: str, path: str, times: int) -> list[float]:
    """Milliseconds of each answer, on one kept connection. An answer that is not 200 ends the run."""
    place = urllib.parse.urlsplit(base)
    connection = http.client.HTTPConnection(place.hostname or "127.0.0.1", place.port or 80, timeout=30)
    spent = []
    for _ in range(times):
        began = time.perf_counter()
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        spent.append((time.perf_counter() - began) * 1000)
        if answer.status != 200:
            sys.exit(f"{path} answers {answer.status}")
    connection.close()
    return spent


def measure(base: str, path: str, *, times: int, clients: int) -> tuple[float, float, float]:
    """Median and 95th centile in milliseconds, and answers a second, after a warm-up."""
    ask(base, path, 3)
    began = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        runs = [pool.submit(ask, base, path, times // clients) for _ in range(clients)]
        spent = [one for run in runs for one in run.result()]
    lasted = time.perf_counter() - began
    return statistics.median(spent), statistics.quantiles(spent, n=20)[-1], len(spent) / lasted


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--base", default="http://127.0.0.1:8000", help="where the portal runs (make demo)")
    parser.add_argument("--times", type=int, default=60)
    parser.add_argument("--clients", type=int, default=4)
    chosen = parser.parse_args()
    try:
        reference = measure(chosen.base, REFERENCE, times=chosen.times, clients=chosen.clients)
    except OSError as error:
        sys.exit(f"{chosen.base} ne répond pas ({error}) : lancez d’abord « make demo ».")
    print(f"{'page':26} {'median ms':>10} {'p95 ms':>8} {'per s':>8} {'× reference':>12}")
    print(f"{REFERENCE:26} {reference[0]:10.1f} {reference[1]:8.1f} {reference[2]:8.0f} {1:12.1f}")
    for path in PAGES:
        median, late, rate = measure(chosen.base, path, times=chosen.times, clients=chosen.clients)
        print(f"{path:26} {median:10.1f} {late:8.1f} {rate:8.0f} {median / reference[0]:12.1f}")


if __name__ == "__main__":
    main()
