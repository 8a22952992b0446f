//! The pages in a real browser: no messages on the console, nothing wider than a phone, and source and
//! code that mark each other for pointer, tap and keyboard. Needs `chromium` in PATH (Debian's
//! package of that name); without it the tests say so and pass.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What a test does in the page; it leaves lines in `report`.
const PRELUDE: &str = "
const report = [];
const say = (what, ok) => report.push((ok ? 'ok ' : 'WRONG ') + what);
const fire = (e, type, extra) => e.dispatchEvent(new (extra ? KeyboardEvent : MouseEvent)(type, Object.assign({bubbles: true}, extra)));
";
const ENDING: &str = "
const wide = document.documentElement.scrollWidth > innerWidth;
say('width ' + document.documentElement.scrollWidth + ' of ' + innerWidth, !wide);
document.body.setAttribute('data-report', report.join('; '));
";

fn chromium() -> Option<PathBuf> {
    let names = ["chromium", "chromium-browser", "google-chrome"];
    let paths = std::env::var_os("PATH")?;
    std::env::split_paths(&paths).flat_map(|dir| names.map(|n| dir.join(n))).find(|p| p.is_file())
}

fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples")
}

/// A page that go9 makes, with a script of the test behind its own.
fn page(dir: &Path, name: &str, args: &[&str], script: &str) -> PathBuf {
    let out = Command::new(env!("CARGO_BIN_EXE_go9"))
        .args(args)
        .current_dir(examples())
        .stdin(Stdio::null())
        .output()
        .expect("go9 runs");
    let text = String::from_utf8(out.stdout).expect("UTF-8");
    assert!(text.starts_with("<!doctype html>"), "{}", String::from_utf8_lossy(&out.stderr));
    for outside in ["http://", "https://", "src=", "@import", "<link rel=stylesheet"] {
        assert!(!text.contains(outside), "{name} is self-contained, no {outside}");
    }
    let path = dir.join(format!("{name}.html"));
    fs::write(&path, format!("{text}<script>{PRELUDE}{script}{ENDING}</script>")).expect("written");
    path
}

/// Opens the page and gives the report of its script; fails on console messages.
fn open(chromium: &Path, dir: &Path, page: &Path, flags: &[&str]) -> String {
    let out = Command::new(chromium)
        .args(["--headless=new", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr"])
        .args(["--virtual-time-budget=3000", "--dump-dom"])
        .arg(format!("--user-data-dir={}", dir.join("profile").display()))
        .args(flags)
        .arg(format!("file://{}", page.display()))
        .stdin(Stdio::null())
        .output()
        .expect("chromium runs");
    let log = String::from_utf8_lossy(&out.stderr);
    let messages: Vec<&str> = log.lines().filter(|l| l.contains("CONSOLE")).collect();
    assert!(messages.is_empty(), "{}: {messages:#?}", page.display());
    let dom = String::from_utf8_lossy(&out.stdout).into_owned();
    let report = dom.split_once("data-report=\"").map(|(_, r)| r.split('"').next().unwrap_or(""));
    let report = report.unwrap_or_else(|| panic!("{}: the script did not finish", page.display()));
    assert!(!report.contains("WRONG"), "{}: {report}", page.display());
    report.to_owned()
}

const EXPLAIN: &str = "
const row = document.querySelector('.row[data-line$=\":7\"]');
const line = document.querySelector('.src [data-line$=\":7\"]');
say('row and line are there', row && line);
fire(row, 'mouseenter');
say('hover marks the line', line.classList.contains('on'));
fire(row, 'mouseleave');
say('leaving unmarks', !line.classList.contains('on'));
line.click();
say('a tap on the line marks the row', row.classList.contains('on'));
const other = document.querySelector('.row[data-line$=\":4\"]');
fire(other, 'mouseenter');
say('what is chosen stays', row.classList.contains('on') && !other.classList.contains('on'));
line.click();
say('a second tap lets go', !row.classList.contains('on'));
row.focus();
fire(row, 'keydown', {key: 'ArrowUp'});
say('arrows move', document.activeElement !== row && document.activeElement.classList.contains('row'));
say('the focus marks', document.activeElement.classList.contains('on'));
fire(document.activeElement, 'keydown', {key: 'Escape'});
say('escape unmarks', !document.querySelector('.on'));
";

const FRAME: &str = "
const button = document.querySelector('button.map');
say('there are maps', button);
const lit = [...document.querySelectorAll('button.map')].some(b => {
  b.click();
  return b.closest('section').querySelector('tr.live') && b.getAttribute('aria-pressed') === 'true';
});
say('a map marks words', lit);
";

const DIFF: &str = "
say('a row differs', document.querySelector('tr.bad'));
say('it says why', document.querySelector('tr.bad .why').textContent.length > 3);
";

#[test]
fn pages_work_in_a_browser() {
    let Some(chromium) = chromium() else {
        eprintln!("SKIPPED: no chromium in PATH; install Debian's package `chromium`");
        return;
    };
    let dir = std::env::temp_dir().join(format!("go9-browser-{}", std::process::id()));
    fs::create_dir_all(&dir).expect("temporary directory");
    let golden = dir.join("golden.s");
    let out = Command::new(env!("CARGO_BIN_EXE_go9"))
        .args(["compile", "-S", "-dwarf=false", "call.go"])
        .current_dir(examples())
        .output()
        .expect("go9 runs");
    let listing = String::from_utf8_lossy(&out.stdout).replace("SUBQ\tCX, AX", "SUBQ\tDX, AX");
    fs::write(&golden, listing).expect("written");
    let golden = golden.to_string_lossy().into_owned();
    let phone = "--window-size=500,900";
    let dark = "--blink-settings=preferredColorScheme=0";
    for lang in ["en", "zh"] {
        let explain = page(
            &dir,
            &format!("explain-{lang}"),
            &["explain", "-html", "-bytes", "-lang", lang, "defer_result.go"],
            EXPLAIN,
        );
        let report = open(&chromium, &dir, &explain, &[]);
        assert!(report.contains("escape unmarks"), "{report}");
        open(&chromium, &dir, &explain, &[phone, dark]);
    }
    let frame = page(&dir, "frame", &["frame", "-html", "defer_order.go"], FRAME);
    open(&chromium, &dir, &frame, &[phone]);
    let diff = page(&dir, "diff", &["diff", "-html", "call.go", &golden], DIFF);
    open(&chromium, &dir, &diff, &[phone, dark]);
    let _ = fs::remove_dir_all(dir);
}
