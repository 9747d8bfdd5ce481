//! Links libapideck: from APIDECK_LIB_DIR, or from where the linker looks anyway.

fn main() {
    println!("cargo:rerun-if-env-changed=APIDECK_LIB_DIR");
    if let Ok(directory) = std::env::var("APIDECK_LIB_DIR") {
        println!("cargo:rustc-link-search=native={directory}");
    }
    println!("cargo:rustc-link-lib=apideck");
}
