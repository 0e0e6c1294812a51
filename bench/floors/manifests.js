// `node manifests.js FOLDER`
import { readDocuments } from './files.js';

const documents = await readDocuments(process.argv[2]);
process.stdout.write(`${documents.length} documents\n`);
