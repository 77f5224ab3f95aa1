//! Folds what people write for a digit to that digit: full-width and circled forms, other scripts, Chinese numerals.
//!
//! Owns the tables. Must not know what a personal number looks like.

use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use crate::base::text::is_invisible;

/// The zeros of the scripts that have ten digits in a row (Unicode 16, general category Nd, without ASCII and what its
/// compatibility forms already turn into ASCII).
const ZEROS: [u32; 67] = [
    0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6,
    0xe50, 0xed0, 0xf20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50,
    0x1bb0, 0x1c40, 0x1c50, 0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0x104a0,
    0x10d30, 0x10d40, 0x11066, 0x110f0, 0x11136, 0x111d0, 0x112f0, 0x11450, 0x114d0, 0x11650,
    0x116c0, 0x116d0, 0x116da, 0x11730, 0x118e0, 0x11950, 0x11bf0, 0x11c50, 0x11d50, 0x11da0,
    0x11f50, 0x16130, 0x16a60, 0x16ac0, 0x16b50, 0x16d70, 0x1e140, 0x1e2f0, 0x1e4f0, 0x1e5f1,
    0x1e950,
];
/// The ones of nine circled or other digits in a row.
const ONES: [u32; 7] = [0x1369, 0x24f5, 0x2776, 0x2780, 0x278a, 0x10e60, 0x11052];
/// How a digit was written. Digits of one number are written alike, so a number ends where the way of writing changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Writing {
    None,
    /// `0` to `9`, full-width ones too.
    Ascii,
    Chinese,
    /// Circled, or of another script.
    Other,
}

/// One character as it is looked at: digits in ASCII, letters in narrow capitals.
#[derive(Clone, Copy, Debug, zeroize::Zeroize)]
pub(super) struct Glyph {
    pub(super) character: char,
    #[zeroize(skip)]
    pub(super) writing: Writing,
}

/// The most characters that a character's compatibility form has (U+FDFA).
const LONGEST_FORM: usize = 18;

/// The glyphs of a text in Unicode's compatibility form (NFKC, Unicode Standard Annex 15), without what has no form. Erased
/// when dropped; large enough from the start, because a reallocation would leave a copy behind.
pub(super) fn glyphs(text: &str) -> Zeroizing<Vec<Glyph>> {
    let seen = || {
        text.chars()
            .filter(|character| !is_invisible(*character) && !is_mark(*character))
    };
    let sizes = seen().map(|character| {
        if is_its_own_form(character) {
            1
        } else {
            LONGEST_FORM
        }
    });
    let mut glyphs = Zeroizing::new(Vec::with_capacity(sizes.sum()));
    for written in seen() {
        if is_its_own_form(written) {
            glyphs.push(glyph(written, written));
        } else {
            let form = std::iter::once(written).nfkc();
            glyphs.extend(form.map(|character| glyph(written, character)));
        }
    }
    glyphs
}

/// What stands over or around a character: a keycap's frame and the choice of its form.
fn is_mark(character: char) -> bool {
    matches!(character, '\u{20e3}' | '\u{fe00}'..='\u{fe0f}')
}

/// ASCII and the unified ideographs: nearly all there is, and nothing to look up.
fn is_its_own_form(character: char) -> bool {
    character.is_ascii() || matches!(character, '\u{4e00}'..='\u{9fff}')
}

fn glyph(written: char, character: char) -> Glyph {
    if character.is_ascii() {
        let alike = written.is_ascii() || ('\u{ff01}'..='\u{ff5e}').contains(&written);
        let writing = match (character.is_ascii_digit(), alike) {
            (false, _) => Writing::None,
            (true, true) => Writing::Ascii,
            (true, false) => Writing::Other,
        };
        return Glyph {
            character: character.to_ascii_uppercase(),
            writing,
        };
    }
    let chinese = || Some((chinese(character)?, Writing::Chinese));
    let foreign = || Some((foreign(character)?, Writing::Other));
    let (digit, writing) = chinese().or_else(foreign).unzip();
    Glyph {
        character: digit
            .and_then(|value| char::from_digit(value, 10))
            .unwrap_or(character),
        writing: writing.unwrap_or(Writing::None),
    }
}

/// Chinese numerals: as written, as in bookkeeping, and as digits are read aloud.
fn chinese(character: char) -> Option<u32> {
    Some(match character {
        '零' | '〇' | '○' | '洞' => 0,
        '一' | '壹' | '弌' | '幺' => 1,
        '二' | '贰' | '貳' | '弍' => 2,
        '三' | '叁' | '參' | '叄' | '弎' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' | '陸' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        _ => return None,
    })
}

fn foreign(character: char) -> Option<u32> {
    let code = u32::from(character);
    let among = |first: u32, digits: u32| code.checked_sub(first).filter(|value| *value < digits);
    let zeros = || ZEROS.iter().find_map(|zero| among(*zero, 10));
    let ones = || ONES.iter().find_map(|one| Some(among(*one, 9)? + 1));
    let alone = || (character == '\u{24ff}').then_some(0);
    zeros().or_else(ones).or_else(alone)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_write_a_digit_is_that_digit() {
        for text in [
            "0123456789",
            "０１２３４５６７８９",
            "零一二三四五六七八九",
            "〇壹贰叁肆伍陆柒捌玖",
            "零壹貳參肆伍陸柒捌玖",
            "洞幺弍弎四五六七八九",
            "⓪①②③④⑤⑥⑦⑧⑨",
            "⓿❶❷❸❹❺❻❼❽❾",
            "⁰¹²³⁴⁵⁶⁷⁸⁹",
            "₀₁₂₃₄₅₆₇₈₉",
            "٠١٢٣٤٥٦٧٨٩",
            "०१२३४५६७८९",
            "๐๑๒๓๔๕๖๗๘๙",
            "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗",
            "𝟶𝟷𝟸𝟹𝟺𝟻𝟼𝟽𝟾𝟿",
            "0️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣8️⃣9️⃣",
        ] {
            let digits: String = glyphs(text).iter().map(|glyph| glyph.character).collect();
            assert_eq!(digits, "0123456789", "{text}");
        }
    }

    #[test]
    fn letters_become_narrow_capitals() {
        let text: String = glyphs("ｅe\u{200b} 亚")
            .iter()
            .map(|glyph| glyph.character)
            .collect();
        assert_eq!(text, "EE 亚");
    }
}
