//! Names in assembly sources: mnemonics with their other spellings, symbols.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::obj::encode;
use crate::obj::prog::As;

/// Other spellings, among them Intel's names of conditions.
const ALIASES: [(&str, As); 41] = [
    ("JA", As::JHI),
    ("JAE", As::JCC),
    ("JB", As::JCS),
    ("JBE", As::JLS),
    ("JC", As::JCS),
    ("JE", As::JEQ),
    ("JG", As::JGT),
    ("JHS", As::JCC),
    ("JL", As::JLT),
    ("JLO", As::JCS),
    ("JNA", As::JLS),
    ("JNAE", As::JCS),
    ("JNB", As::JCC),
    ("JNBE", As::JHI),
    ("JNC", As::JCC),
    ("JNG", As::JLE),
    ("JNGE", As::JLT),
    ("JNL", As::JGE),
    ("JNLE", As::JGT),
    ("JNO", As::JOC),
    ("JNP", As::JPC),
    ("JNS", As::JPL),
    ("JNZ", As::JNE),
    ("JO", As::JOS),
    ("JP", As::JPS),
    ("JPE", As::JPS),
    ("JPO", As::JPC),
    ("JS", As::JMI),
    ("JZ", As::JEQ),
    ("MOVD", As::MOVQ),
    ("MOVOA", As::MOVO),
    ("MOVNTDQ", As::MOVNTO),
    ("PSHUFL", As::PSHUFD),
    ("PSLLDQ", As::PSLLO),
    ("PSRLDQ", As::PSRLO),
    ("PADDD", As::PADDL),
    ("PSUBD", As::PSUBL),
    ("PCMPEQD", As::PCMPEQL),
    ("PSLLD", As::PSLLL),
    ("PSRLD", As::PSRLL),
    ("REPNE", As::REPN),
];

static MNEMONICS: LazyLock<FxHashMap<&'static str, As>> = LazyLock::new(|| {
    let writable = |op: &As| {
        let pseudo = [As::FUNCDATA, As::PCDATA, As::NOP, As::CALL, As::JMP];
        let others = [As::DUFFZERO, As::DUFFCOPY];
        pseudo.contains(op) || others.contains(op) || encode::is_instruction(*op)
    };
    let own = As::ALL.iter().copied().filter(writable).map(|op| (op.name(), op));
    own.chain(ALIASES).collect()
});

/// The instruction that a source calls `name`.
pub fn mnemonic(name: &str) -> Option<As> {
    MNEMONICS.get(name).copied()
}

/// Whether a float constant may stand for an operand in memory.
pub fn takes_float(op: As) -> bool {
    use As::*;
    let single = [MOVSS, ADDSS, SUBSS, MULSS, DIVSS, MINSS, MAXSS, COMISS, UCOMISS];
    let double = [MOVSD, ADDSD, SUBSD, MULSD, DIVSD, MINSD, MAXSD, COMISD, UCOMISD];
    single.contains(&op) || double.contains(&op)
}

/// The link name of a symbol that a source calls `name`: a middle dot is a dot, a division slash a
/// slash; what belongs to the package `path` (a leading dot, or its path) is prefixed as compiled
/// code has it. Names known only in the file end with the file's name.
pub fn link_name(name: &str, path: &str, local_to: Option<&str>) -> String {
    if name.starts_with("gclocals·") {
        // The only names of compiled code with the dot itself.
        return name.to_owned();
    }
    let mut text = name.replace('·', ".").replace('∕', "/");
    if text.starts_with('.') {
        text.insert_str(0, "\"\"");
    } else if let Some(rest) = text.strip_prefix(path)
        && !path.is_empty()
        && rest.starts_with('.')
    {
        text = format!("\"\"{rest}");
    }
    match local_to {
        Some(file) => format!("{text}<{file}>"),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mnemonics() {
        assert_eq!(mnemonic("JZ"), Some(As::JEQ));
        assert_eq!(mnemonic("LOCK"), Some(As::LOCK));
        assert_eq!(mnemonic("JHI"), Some(As::JHI));
        for not in ["TEXT", "END", "ADJSP", "FOO", "movq"] {
            assert_eq!(mnemonic(not), None, "{not}");
        }
    }

    #[test]
    fn link_names() {
        assert_eq!(link_name("·f", "runtime", None), "\"\".f");
        assert_eq!(link_name("runtime·f", "runtime", None), "\"\".f");
        assert_eq!(link_name("runtime·f", "main", None), "runtime.f");
        assert_eq!(link_name("internal∕cpu·X86", "", None), "internal/cpu.X86");
        assert_eq!(link_name("t", "", Some("a.s")), "t<a.s>");
        assert_eq!(link_name("gclocals·33cd", "", None), "gclocals·33cd");
    }
}
