// Speaks the two parts of solc's command line that the build uses, for a compiler from npm:
//   node standard_json.js PACKAGE --version
//   node standard_json.js PACKAGE --standard-json < input.json > output.json
"use strict";

const fs = require("fs");
const solc = require(process.argv[2]);

if (process.argv.includes("--version")) {
  const release = solc.version().replace(/\.Emscripten.*$/, "");
  process.stdout.write(`solc, the solidity compiler commandline interface\nVersion: ${release}.Linux.g++\n`);
} else if (process.argv.includes("--standard-json")) {
  const compile = solc.compileStandardWrapper || solc.compile;
  process.stdout.write(compile(fs.readFileSync(0, "utf8")));
} else {
  process.stderr.write("standard_json.js: --version or --standard-json expected\n");
  process.exitCode = 2;
}
