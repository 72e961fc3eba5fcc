/** Names of hardware as people write them, where the proto's name does not give them away. */
const KNOWN: Readonly<Record<string, string>> = {
  TBEAM: 'T-Beam',
  TBEAM_V0P7: 'T-Beam 0.7',
  LILYGO_TBEAM_S3_CORE: 'T-Beam S3',
  T_ECHO: 'T-Echo',
  T_DECK: 'T-Deck',
  T_LORA_PAGER: 'T-LoRa Pager',
  TLORA_T3_S3: 'T-LoRa T3 S3',
  TLORA_V2_1_1P6: 'T-LoRa 2.1-1.6',
  RAK4631: 'RAK4631',
  RAK11310: 'RAK11310',
  TRACKER_T1000_E: 'T1000-E',
  XIAO_NRF52_KIT: 'XIAO nRF52',
  SEEED_XIAO_S3: 'XIAO S3',
  NRF52_PROMICRO_DIY: 'ProMicro',
  UNSET: '',
};

/** `HELTEC_V3` is `Heltec V3`. */
export function hardwareName(hwModel: string): string {
  return KNOWN[hwModel] ?? hwModel.split('_').map(capitalized).join(' ');
}

/** Words are written as words; what has digits or is short is a model's mark. */
function capitalized(word: string): string {
  return /^[A-Z]{4,}$/.test(word) ? word.charAt(0) + word.slice(1).toLowerCase() : word;
}
