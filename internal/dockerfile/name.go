package dockerfile

import (
	"path/filepath"
	"slices"
	"strings"
)

// dockerfileStems are prefixes and suffixes of the names of Dockerfiles, in any case.
var dockerfileStems = []string{"dockerfile", "containerfile"}

// notDockerfiles are suffixes of backups, templates, documents and ignore files.
var notDockerfiles = []string{"ignore", "~", ".bak", ".orig", ".rej", ".old", ".save", ".swp", ".swo", ".swn", ".tmp", ".tmpl", ".template", ".j2", ".jinja", ".jinja2",
	".tpl", ".erb", ".ejs", ".hbs", ".mustache", ".in", ".m4", ".md", ".mdx", ".markdown", ".rst", ".adoc", ".html", ".patch", ".diff"}

// otherLanguages are extensions of files about Dockerfiles, unless the rest of the name is exactly that of a Dockerfile.
var otherLanguages = []string{".go", ".js", ".ts", ".jsx", ".tsx", ".mjs", ".cjs", ".java", ".kt", ".c", ".cc", ".cpp", ".h", ".cs", ".php", ".py", ".rb", ".rs", ".sh", ".bash",
	".ps1", ".yml", ".yaml", ".json", ".toml", ".lock", ".css", ".svg", ".png", ".vim", ".lua", ".mk", ".groovy", ".hcl", ".xml"}

// IsDockerfile reports whether a file may be a Dockerfile by its name, which starts or ends with "dockerfile" or "containerfile", in any
// case. Backups, templates, documents and ignore files are not.
func IsDockerfile(name string) bool {
	if len(name) < len(dockerfileStems[0]) || !hasFile(name) {
		return false
	}
	lower := strings.ToLower(name)
	if strings.HasPrefix(lower, ".#") || strings.HasPrefix(lower, "#") || hasSuffix(lower, notDockerfiles) {
		return false
	}
	return slices.ContainsFunc(dockerfileStems, func(stem string) bool {
		if !strings.HasPrefix(lower, stem) {
			return strings.HasSuffix(lower, stem)
		}
		ext := filepath.Ext(lower)
		return lower == stem+ext || !slices.Contains(otherLanguages, ext)
	})
}

// hasFile reports whether a name has "file" in it, in any case, as all stems have: most names end here.
func hasFile(name string) bool {
	for n := 0; n+4 <= len(name); n++ {
		if name[n]|0x20 == 'f' && strings.EqualFold(name[n:n+4], "file") {
			return true
		}
	}
	return false
}

// IsConventionalName reports whether the name of a file is a usual one for Dockerfiles, so that its text need not be checked.
func IsConventionalName(name string) bool {
	if strings.HasSuffix(name, ".dockerfile") {
		return true
	}
	for _, stem := range []string{"Dockerfile", "Containerfile"} {
		if name == stem || strings.HasPrefix(name, stem+".") || strings.HasPrefix(name, stem+"-") || strings.HasSuffix(name, "."+stem) {
			return !strings.HasSuffix(name, ".txt")
		}
	}
	return false
}

// otherFiles are extensions of files that no Dockerfile has.
var otherFiles = []string{".css", ".scss", ".less", ".vue", ".svelte", ".astro", ".html", ".htm", ".md", ".mdx", ".rst", ".adoc", ".sql", ".csv", ".tsv", ".log", ".map", ".snap", ".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp",
	".ico", ".bmp", ".woff", ".woff2", ".ttf", ".otf", ".eot", ".mp3", ".mp4", ".wav", ".webm", ".pdf", ".zip", ".gz", ".tgz", ".xz", ".bz2", ".zst", ".tar", ".jar", ".war", ".class", ".so", ".dll", ".exe", ".a", ".o", ".pyc",
	".pyi", ".ipynb", ".proto", ".graphql", ".po", ".mo", ".env", ".secret", ".pem", ".crt", ".cer", ".key", ".p12", ".pfx", ".jks", ".gpg", ".asc", ".kdbx", ".sum", ".mod", ".swift", ".dart", ".scala", ".ex", ".exs", ".erl", ".hs", ".clj", ".sol", ".zig", ".cu", ".hpp", ".mm", ".m", ".r", ".tf"}

// MayHoldDockerfile reports whether a file may be a Dockerfile whatever it is called: a script may build any file. Sources of other languages,
// documents, media and archives are not.
func MayHoldDockerfile(name string) bool {
	ext := strings.ToLower(filepath.Ext(name))
	if strings.HasPrefix(name, ".") || strings.HasPrefix(name, "id_") {
		return false // Settings such as .gitignore, secrets such as .env.local and private keys.
	}
	return !slices.Contains(otherLanguages, ext) && !slices.Contains(otherFiles, ext) && !hasSuffix(strings.ToLower(name), []string{"ignore", "~", ".bak", ".orig", ".rej", ".swp"})
}

func hasSuffix(name string, suffixes []string) bool {
	return slices.ContainsFunc(suffixes, func(s string) bool { return strings.HasSuffix(name, s) })
}

const DefaultName = "Dockerfile"
