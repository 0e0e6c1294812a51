// A Mule application archive that is as small as one can be: a descriptor and one flow. The same name and version
// always give the same bytes, so that the archives under examples/ can be made again:
// `node scripts/demo/write-artifacts.js`.
import { crc32 } from 'node:zlib';

const DOS_DATE = 0x21; // 1 January 1980, the first day that a zip file can name.

/** The bytes of `NAME-VERSION-mule-application.jar`. */
export function buildArtifact(name, version) {
  const descriptor = {
    minMuleVersion: '4.4.0',
    name,
    requiredProduct: 'MULE_EE',
    configs: [`${name}.xml`],
    classLoaderModelLoaderDescriptor: { id: 'mule', attributes: { exportedResources: [] } },
    bundleDescriptorLoader: { id: 'mule', attributes: { artifactId: name, version } },
  };
  return zip([
    ['META-INF/mule-artifact/mule-artifact.json', `${JSON.stringify(descriptor)}\n`],
    [`${name}.xml`, flow(name, version)],
  ]);
}

function flow(name, version) {
  return `<?xml version="1.0" encoding="UTF-8"?>
<mule xmlns="http://www.mulesoft.org/schema/mule/core" xmlns:doc="http://www.mulesoft.org/schema/mule/documentation">
  <flow name="${name}">
    <logger level="INFO" message="${name} ${version}"/>
  </flow>
</mule>
`;
}

/** A zip file whose entries are stored as they are. */
function zip(files) {
  const entries = files.map(([path, text]) => ({ path: Buffer.from(path), data: Buffer.from(text) }));
  const parts = [];
  const directory = [];
  let offset = 0;
  for (const { path, data } of entries) {
    const common = commonHeader(path, data);
    const local = Buffer.concat([uint32(0x04034b50), common, path, data]);
    directory.push(
      uint32(0x02014b50),
      uint16(20),
      common,
      // No comment, first disk, no attributes.
      Buffer.alloc(10),
      uint32(offset),
      path,
    );
    parts.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.concat([
    uint32(0x06054b50),
    Buffer.alloc(4),
    uint16(entries.length),
    uint16(entries.length),
    uint32(central.length),
    uint32(offset),
    uint16(0),
  ]);
  return Buffer.concat([...parts, central, end]);
}

/** What the header in front of an entry and the one in the directory share. */
function commonHeader(path, data) {
  return Buffer.concat([
    uint16(20),
    uint16(0),
    uint16(0),
    uint16(0),
    uint16(DOS_DATE),
    uint32(crc32(data)),
    uint32(data.length),
    uint32(data.length),
    uint16(path.length),
    uint16(0),
  ]);
}

function uint16(value) {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function uint32(value) {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
