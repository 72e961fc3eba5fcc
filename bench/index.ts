import { benchDecode } from './decode.js';
import { printTable } from './table.js';

printTable([...benchDecode()]);
