/** Traces of languages without a parser of their own, read by the places that their lines name. */
import { describe, expect, it } from 'vitest';
import { parseStackTraces } from '../../../../src/evidence/index.ts';
import { outline } from './outline.ts';

const read = (text: string): string[] => outline(parseStackTraces(text)).trimEnd().split('\n');

describe('traces that are told by their places', () => {
  it('reads Elixir, whose package stands in front of the place', () => {
    expect(
      read(`** (exit) an exception was raised:
    ** (CaseClauseError) no case clause matching: :paused
        (depot 2.1.0) lib/depot/shelf.ex:31: Depot.Shelf.next(%{id: 7})
        (elixir 1.16.0) lib/enum.ex:2510: Enum."-map/2-lists^map/1-1-"/2
        (depot 2.1.0) lib/depot_web/shelf_controller.ex:9: DepotWeb.ShelfController.show/2`),
    ).toEqual([
      'unknown CaseClauseError: no case clause matching: :paused',
      '  app depot Depot.Shelf.next @ lib/depot/shelf.ex:31',
      '  runtime elixir Enum @ lib/enum.ex:2510',
      '  app depot DepotWeb.ShelfController.show @ lib/depot_web/shelf_controller.ex:9',
    ]);
  });

  it("reads a failure handler's addresses, frames without a place among them", () => {
    expect(
      read(`*** SIGABRT (@0x1) received by PID 9; stack trace: ***
    @     0x55d0c0ffe fleet::Route::cut() at /src/fleet/route.cc:44
    @     0x55d0c0fff __libc_start_main
    @     0x55d0c1000 main at /src/fleet/main.cc:12`),
    ).toEqual([
      'unknown SIGABRT: (@0x1) received by PID 9; stack trace: ***',
      '  app fleet.Route.cut @ /src/fleet/route.cc:44',
      '  app main @ /src/fleet/main.cc:12',
    ]);
  });

  it.each([
    [
      'Lua',
      "stack traceback:\n\tsrc/tax.lua:12: in function 'levy'\n\tsrc/main.lua:40: in main chunk\n\t[C]: in ?",
      ['  app levy @ src/tax.lua:12', '  app - @ src/main.lua:40'],
    ],
    [
      'OCaml',
      'Fatal error: exception Not_found\nRaised at Tax.find in file "src/tax.ml", line 5, characters 3-9\nCalled from Main in file "src/main.ml", line 12, characters 3-9',
      ['  app Tax.find @ src/tax.ml:5', '  app Main @ src/main.ml:12'],
    ],
    [
      'Dart',
      'Unhandled exception:\nFormatException: Invalid number\n#0      Tax.levy (package:shop/tax.dart:14:17)\n#1      main (file:///app/bin/main.dart:5:8)',
      ['  app Tax.levy @ shop/tax.dart:14', '  app main @ ///app/bin/main.dart:5'],
    ],
    [
      'Swift',
      'Thread 0 crashed:\n0 Tax.levy() at /app/Sources/Shop/Tax.swift:17:22\n1 main at /app/Sources/Shop/main.swift:3:5',
      [
        '  app Tax.levy @ /app/Sources/Shop/Tax.swift:17',
        '  app main @ /app/Sources/Shop/main.swift:3',
      ],
    ],
    [
      'Erlang',
      'exception error: badmatch\n     {tax,levy,2,[{file,"src/tax.erl"},{line,33}]},\n     {shop,run,4,[{file,"src/shop.erl"},{line,721}]}',
      ['  app tax.levy @ src/tax.erl:33', '  app shop.run @ src/shop.erl:721'],
    ],
  ])('reads %s', (_language, text, frames) => {
    expect(read(text).slice(1)).toEqual(frames);
  });

  it('takes no prose and no compiler for a trace', () => {
    expect(parseStackTraces('started\n  listening, see server.js:3000 for more\n')).toEqual([]);
    expect(parseStackTraces('  src/a.c:12: warning: unused\n  src/b.c:9: note: here')).toEqual([]);
    expect(parseStackTraces('  loaded conf.lua:12')).toEqual([]);
  });
});
