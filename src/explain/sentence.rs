//! The table of sentences (`sentences.txt`) and of what runtime functions are for (`runtime.txt`).

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::Lang;

/// A sentence in both languages, with operands in braces.
#[derive(Clone, Copy, Debug)]
pub struct Sentence {
    form: &'static str,
    en: &'static str,
    zh: &'static str,
}

impl Sentence {
    pub fn template(&self, lang: Lang) -> &'static str {
        lang.pick(self.en, self.zh)
    }

    /// Whether the sentence is for these operands. `same`: both are one register.
    fn fits(&self, form: &str, same: bool) -> bool {
        if self.form == "same" {
            return same;
        }
        let mut wanted = self.form.split(',');
        let mut given = form.split(',');
        loop {
            match (wanted.next(), given.next()) {
                (None, None) => return true,
                (Some("*"), Some(g)) if g != "-" => {}
                (Some(w), Some(g)) if w == g => {}
                _ => return false,
            }
        }
    }
}

static TABLE: LazyLock<FxHashMap<&'static str, Vec<Sentence>>> =
    LazyLock::new(|| parse(include_str!("sentences.txt")));

fn parse(text: &'static str) -> FxHashMap<&'static str, Vec<Sentence>> {
    let mut table: FxHashMap<&str, Vec<Sentence>> = FxHashMap::default();
    let mut keys: Vec<&str> = Vec::new();
    for line in text.lines().filter(|l| !l.is_empty() && !l.starts_with('#')) {
        if let Some(list) = line.strip_prefix("= ") {
            keys = list.split(' ').collect();
            continue;
        }
        let mut parts = line.splitn(3, " | ");
        let (Some(form), Some(en), Some(zh)) = (parts.next(), parts.next(), parts.next()) else {
            panic!("sentences.txt: not three columns: {line}")
        };
        for key in &keys {
            table.entry(key).or_default().push(Sentence { form, en, zh });
        }
    }
    table
}

/// Whether an opcode has sentences.
pub fn is_known(opcode: &str) -> bool {
    TABLE.contains_key(opcode)
}

/// The sentence of an opcode or `@role` for operands of a form: a letter each, comma between; `-`
/// if there are none.
pub fn sentence(key: &str, form: &str, same: bool) -> Option<&'static Sentence> {
    TABLE.get(key)?.iter().find(|s| s.fits(form, same))
}

/// A function of the runtime.
struct RuntimeFunc {
    /// Name without package; with `*` at the end it stands for all that begin so.
    name: &'static str,
    en: &'static str,
    zh: &'static str,
    /// Offset and name of words in its argument area.
    words: Vec<(i64, &'static str)>,
}

static RUNTIME: LazyLock<Vec<RuntimeFunc>> = LazyLock::new(|| {
    let lines = include_str!("runtime.txt").lines();
    let lines = lines.filter(|l| !l.is_empty() && !l.starts_with('#'));
    lines
        .map(|line| {
            let mut parts = line.splitn(4, " | ");
            let (Some(name), Some(en), Some(zh)) = (parts.next(), parts.next(), parts.next())
            else {
                panic!("runtime.txt: not three columns: {line}")
            };
            let word = |w: &'static str| {
                let (at, name) = w.split_once(' ')?;
                Some((at.parse().ok()?, name))
            };
            let words = parts.next().into_iter().flat_map(|w| w.split(", ")).filter_map(word);
            RuntimeFunc { name, en, zh, words: words.collect() }
        })
        .collect()
});

fn runtime_func(name: &str) -> Option<&'static RuntimeFunc> {
    let covers = |f: &&RuntimeFunc| match f.name.strip_suffix('*') {
        Some(front) => name.starts_with(front),
        None => false,
    };
    // A whole name counts before a pattern.
    RUNTIME.iter().find(|f| f.name == name).or_else(|| RUNTIME.iter().find(covers))
}

/// What a function of the runtime is for.
pub fn runtime_purpose(name: &str, lang: Lang) -> Option<&'static str> {
    runtime_func(name).map(|f| lang.pick(f.en, f.zh))
}

/// What a function of the runtime has at `offset` of its argument area.
pub fn runtime_word(name: &str, offset: i64) -> Option<&'static str> {
    let words = &runtime_func(name)?.words;
    words.iter().find(|(at, _)| *at == offset).map(|(_, name)| *name)
}

/// Fills operands into a template: `value` gives the text for what stands between braces.
pub fn fill(template: &str, mut value: impl FnMut(&str) -> String) -> String {
    let mut out = String::with_capacity(template.len() + 32);
    let mut rest = template;
    while let Some((front, behind)) = rest.split_once('{') {
        out.push_str(front);
        let Some((name, behind)) = behind.split_once('}') else { break };
        out.push_str(&value(name));
        rest = behind;
    }
    out.push_str(rest);
    out
}

/// Chinese text made of pieces: a space between Chinese and other characters, none elsewhere
/// between Chinese ones or beside full-width punctuation.
pub fn tidy(text: &str) -> String {
    let is_mark = |c: char| "，。；：、（）".contains(c);
    let is_han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    let mut out = String::with_capacity(text.len() + 8);
    let mut space = false;
    for c in text.trim().chars() {
        if c == ' ' {
            space = true;
            continue;
        }
        if let Some(last) = out.chars().last() {
            let apart = match (is_mark(last) || is_mark(c), is_han(last), is_han(c)) {
                (true, ..) | (_, true, true) => false,
                (_, true, false) | (_, false, true) => true,
                _ => space,
            };
            if apart {
                out.push(' ');
            }
        }
        space = false;
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::obj::prog::As;
    use crate::ssa::op::ALL_OPS;

    /// Mnemonics that only hand-written assembly has are none of the back end's.
    #[test]
    fn every_op_has_a_sentence() {
        let of_ops = ALL_OPS.iter().map(|op| op.info().asm).filter(|asm| !asm.is_empty());
        for asm in of_ops.chain(["CALL", "JMP", "RET", "JEQ", "JPS", "LOCK", "REP", "RCRQ"]) {
            assert!(is_known(asm), "no sentence for {asm}");
        }
    }

    #[test]
    fn both_languages_name_the_same_operands() {
        for (key, list) in TABLE.iter() {
            let known = key.starts_with('@') || As::ALL.iter().any(|a| a.name() == *key);
            assert!(known, "{key} is no mnemonic");
            for s in list {
                assert!(!s.en.is_empty() && !s.zh.is_empty(), "{key}");
                let places = |t: &str| t.matches('{').count();
                assert_eq!(places(s.en), places(s.zh), "{key}: {} / {}", s.en, s.zh);
            }
        }
    }

    #[test]
    fn forms() {
        let en = |key, form, same| sentence(key, form, same).map(|s| s.template(Lang::En));
        assert_eq!(en("MOVQ", "m,r", false), Some("loads {1} into {2=}"));
        assert_eq!(en("XORL", "r,r", true), Some("sets {1=} to 0"));
        assert_eq!(en("CQO", "r", false), None);
        assert!(en("IMULQ", "r", false).unwrap().starts_with("multiplies AX"));
    }

    #[test]
    fn filling() {
        assert_eq!(fill("adds {1} to {2}", |n| format!("<{n}>")), "adds <1> to <2>");
    }

    #[test]
    fn tidy_text() {
        assert_eq!(tidy("比较  AX（p） 和 0 （1 字节）"), "比较 AX（p）和 0（1 字节）");
        assert_eq!(tidy("把参数 x读入 AX 的 结果"), "把参数 x 读入 AX 的结果");
    }

    #[test]
    fn purposes() {
        assert_eq!(runtime_purpose("newobject", Lang::Zh).map(|s| s.is_empty()), Some(false));
        assert!(runtime_purpose("mapaccess2_faststr", Lang::En).unwrap().contains("whether"));
        assert_eq!(runtime_purpose("nosuch", Lang::En), None);
        assert_eq!(runtime_word("makeslice", 24), Some("result"));
    }
}
