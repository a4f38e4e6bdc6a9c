"""`opora bench`: figures of this machine, on scratch data that vanishes afterwards."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from opora.cli import (
    bench_api,
    bench_doctor,
    bench_letters,
    bench_mail,
    bench_recount,
    bench_tick,
    bench_worktime,
    bench_worktime_table,
)
from opora.cli.plain import PlainCommand


class Command(PlainCommand):
    """Measures, prints, leaves nothing behind."""

    help = "Measure this machine on a scratch database beside the configured one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_subparsers(dest="what", required=True)
        letters = what.add_parser("letters", help="letters a second by one worker, from kept to committed")
        letters.add_argument("--count", type=int, default=500, help="how many letters (500)")
        letters.add_argument("--json", action="store_true", help="for programs")
        mail = what.add_parser("mail", help="letters a second from the first byte to the last commit, a third replies")
        mail.add_argument("--count", type=int, default=600, help="how many letters (600)")
        mail.add_argument("--messages", type=int, default=0, help="at least so many stand there before (0)")
        mail.add_argument("--json", action="store_true", help="for programs")
        api = what.add_parser("api", help="tickets a second over the API, on the real server")
        api.add_argument("--clients", default="1,8", help="how many programs ask at once, one figure each (1,8)")
        api.add_argument("--tickets", type=int, default=1000, help="how many tickets stand there before (1000)")
        api.add_argument("--seconds", type=float, default=5.0, help="how long a run takes (5)")
        api.add_argument("--runs", type=int, default=3, help="how many runs a figure is the median of (3)")
        api.add_argument("--processes", type=int, default=2, help="how many processes the server has (2)")
        api.add_argument("--json", action="store_true", help="for programs")
        worktime = what.add_parser("worktime", help="working time beside other packages, as far as they are installed")
        worktime.add_argument("--json", action="store_true", help="for programs")

        recount = what.add_parser(
            "recount", help="open tickets recounted after a calendar changed, while the desk works"
        )
        recount.add_argument("--tickets", type=int, default=100_000, help="how many open tickets (100000)")
        recount.add_argument("--json", action="store_true", help="for programs")
        doctor = what.add_parser("doctor", help="how long the doctor looks at a desk of years")
        doctor.add_argument(
            "--tickets", type=int, default=100_000, help="how many tickets, of which 2 %% are open (100000)"
        )
        doctor.add_argument("--json", action="store_true", help="for programs")

        tick = what.add_parser("tick", help="due tickets a second by real workers, and how many were handled twice")
        tick.add_argument("--tickets", type=int, default=500, help="how many tickets are due (500)")
        tick.add_argument("--workers", type=int, default=3, help="how many workers there are (3)")
        tick.add_argument("--json", action="store_true", help="for programs")

    def handle(self, *args: Any, **options: Any) -> None:
        """Measure and print."""
        if options["what"] == "api":
            self._api(options)
        elif options["what"] == "doctor":
            self._doctor(options)
        elif options["what"] == "recount":
            self._recount(options)
        elif options["what"] == "tick":
            self._tick(options)
        elif options["what"] == "mail":
            self._mail(options)
        elif options["what"] == "worktime":
            outcome = bench_worktime.measure()
            said = [json.dumps(asdict(outcome))] if options["json"] else bench_worktime_table.lines(outcome)
            self.stdout.write("\n".join(said))
        else:
            self._letters(options)

    def _letters(self, options: dict[str, Any]) -> None:
        outcome = bench_letters.measure(options["count"])
        if options["json"]:
            self.stdout.write(json.dumps({**asdict(outcome), "per_second": round(outcome.per_second, 1)}))
            return
        self.stdout.write(
            f"{outcome.database}: {outcome.letters} letters in {outcome.seconds:.1f} s, "
            f"{outcome.per_second:.1f} a second; {outcome.cpu_seconds:.1f} s of processor time; "
            f"at most {outcome.memory_mib:.0f} MiB"
        )

    def _mail(self, options: dict[str, Any]) -> None:
        outcome = bench_mail.measure(options["count"], options["messages"])
        rates = {"per_second": outcome.per_second, "parsed_per_second": outcome.parsed_per_second}
        if options["json"]:
            told = {**asdict(outcome), **{name: round(rate, 1) for name, rate in rates.items()}}
            self.stdout.write(json.dumps(told, ensure_ascii=False))
            return
        unit = "steps" if outcome.database == "sqlite" else "rows"
        self.stdout.write(
            f"{outcome.database}, {outcome.messages} messages: {outcome.letters} letters of {outcome.bytes_each} "
            f"bytes, {outcome.replies} of them replies, in {outcome.seconds:.1f} s ({outcome.kept_seconds:.1f} s to "
            f"keep them), {outcome.per_second:.1f} a second; {outcome.cpu_seconds:.1f} s of processor time; parsed "
            f"alone {outcome.parsed_per_second:.0f} a second; no statement touches more than "
            f"{outcome.touched[0][0]} {unit}; "
            f"at most {outcome.memory_mib:.0f} MiB"
        )

    def _doctor(self, options: dict[str, Any]) -> None:
        outcome = bench_doctor.measure(options["tickets"])
        if options["json"]:
            self.stdout.write(json.dumps(asdict(outcome)))
            return
        slowest = ", ".join(f"{name} {took:.1f} s" for name, took in list(outcome.parts.items())[:5])
        self.stdout.write(
            f"{outcome.database}: {outcome.tickets} tickets ({outcome.open} open) with {outcome.rows['ledger_event']} "
            f"events in {outcome.seconds:.1f} s ({outcome.cpu_seconds:.1f} s of processor time here); the longest: "
            f"{slowest}; at most {outcome.memory_mib:.0f} MiB"
        )

    def _recount(self, options: dict[str, Any]) -> None:
        outcome = bench_recount.measure(options["tickets"])
        if options["json"]:
            self.stdout.write(json.dumps(asdict(outcome)))
            return
        self.stdout.write(
            f"{outcome.database}: {outcome.tickets} open tickets, of which {outcome.moved} moved, in "
            f"{outcome.seconds:.1f} s ({outcome.cpu_seconds:.1f} s of processor time), foreseen in "
            f"{outcome.preview_seconds:.1f} s; meanwhile {outcome.desk_writes} notes, half within "
            f"{outcome.desk_half_ms:.0f} ms, the slowest {outcome.desk_slowest_ms:.0f} ms; then "
            f"{outcome.letters_per_second:.0f} letters a second; at most {outcome.memory_mib:.0f} MiB"
        )

    def _tick(self, options: dict[str, Any]) -> None:
        outcome = bench_tick.measure(options["tickets"], options["workers"])
        if options["json"]:
            self.stdout.write(json.dumps({**asdict(outcome), "per_second": round(outcome.per_second, 1)}))
            return
        self.stdout.write(
            f"{outcome.database}, {outcome.workers} at work: {outcome.handled} of {outcome.tickets} due tickets in "
            f"{outcome.seconds:.1f} s, {outcome.per_second:.1f} a second, with {outcome.cpu_seconds:.1f} s "
            f"of processor time; handled twice: {outcome.twice}; {outcome.letters} letters"
        )

    def _api(self, options: dict[str, Any]) -> None:
        load = bench_api.Load(
            tickets=options["tickets"],
            clients=[int(one) for one in options["clients"].split(",")],
            seconds=options["seconds"],
            runs=options["runs"],
            processes=options["processes"],
        )
        for figure in bench_api.measure(load):
            if options["json"]:
                self.stdout.write(json.dumps(asdict(figure)))
                continue
            self.stdout.write(
                f"{figure.database}, {figure.clients} at once: {figure.per_second:.1f} tickets a second; "
                f"half within {figure.p50:.0f} ms, 95 of 100 within {figure.p95:.0f} ms"
            )
