import { configureTextEncoding } from '@bufbuild/protobuf/wire';

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * Names are cut at bytes by some firmware and apps, in the middle of a character. The library would refuse the whole
 * message for that, and a node with such a name would not exist; here the broken character becomes U+FFFD.
 */
export function readTextLeniently(): void {
  configureTextEncoding({
    encodeUtf8: (text) => encoder.encode(text),
    decodeUtf8: (bytes) => decoder.decode(bytes),
    checkUtf8: (text) => text.isWellFormed(),
  });
}
