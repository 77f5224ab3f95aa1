//! Tells cargo that the migrations and policies are compiled in, so that editing one rebuilds the program.

fn main() {
    println!("cargo::rerun-if-changed=migrations");
    println!("cargo::rerun-if-changed=policies");
}
