// Packs a folder as SCORM: node pack.cjs <folder> <"1.2" | "2004 3rd Edition" | "2004 4th Edition"> <out folder> <title>
const pack = require("simple-scorm-packager");
const [source, version, outputFolder, title] = process.argv.slice(2);
pack(
  {
    version,
    organization: "Lernhaus",
    title,
    language: "de-DE",
    masteryScore: 60,
    startingPage: "index.html",
    source,
    package: { version: "1.0.0", zip: true, outputFolder },
  },
  (message) => console.log(message),
);
