package required

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/attribution"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/knowledge"
	"github.com/ctxsize/ctxsize/walker"
)

// startsDatabase is the directory with files that database images run on their first start.
const startsDatabase = "docker-entrypoint-initdb.d"

// supplied matches directories of data that belong to a project, even if git does not track them yet.
var supplied = knowledge.Regexp(`(?i)(^|/)(testdata|tests?|__tests__|fixtures?|specs?|e2e|mocks?|examples?|samples?|seeds?|migrations?|initdb(\.d)?)/`)

// usage is the set of names that the instructions of all builds use.
type usage struct {
	names map[string]string // named paths, and the instruction that names each
	// argued are arguments of commands with wildcards, see commandGlobs; nil before that.
	argued []glob
	// allNamed are paths that commands and copies name, see elsewhere; nil before that.
	allNamed []string
	// started is what commands use, see [Set.started]; nil before that.
	started *started
	// documents are here-documents: they may be scripts that are run, or files that programs read.
	documents []document
	// toDatabase: some instruction copies right into the directory from which one is loaded.
	toDatabase bool
}

// started is what the commands of builds and images use. To find it, scripts are read.
type started struct {
	words map[string]mention // by the last part of a path
	globs []glob             // those with wildcards or variables, in their order
	loads string             // the instruction by which a database may be given anything that is copied, "" for none
}

// mention is the location of a name.
type mention struct {
	file string
	line int
}

// document is a here-document of a COPY or an ADD, and the instruction.
type document struct{ text, by string }

// glob is a word of a script that stands for several names.
type glob struct {
	pattern string
	at      mention
}

// usage returns the usage, which is collected on first use.
func (s *Set) usage() *usage {
	if s.used != nil {
		return s.used
	}
	s.used = &usage{names: map[string]string{}}
	seen := map[string]bool{}
	for n, share := range s.shares {
		for m, in := range share.Build.Instructions {
			s.used.toDatabase = s.used.toDatabase || strings.Contains(in.Dest, startsDatabase)
			for _, p := range s.NamedPaths()[n][m] {
				if s.used.names[p] == "" {
					s.used.names[p] = share.At(in.Line, in.Text)
				}
			}
		}
		if d := share.Build.Dockerfile; d != nil && !seen[d.Path] {
			seen[d.Path] = true
			s.used.readDocuments(&share)
		}
	}
	return s.used
}

// readDocuments records the here-documents of a Dockerfile.
func (u *usage) readDocuments(share *inventory.Share) {
	for n := range share.Build.Steps {
		one := &share.Build.Steps[n]
		for _, d := range one.Documents {
			u.documents = append(u.documents, document{d.Text, share.At(one.Line, one.Text)})
		}
	}
}

// started returns what commands use, which is collected on first use.
func (s *Set) started() *started {
	u := s.usage()
	if u.started != nil {
		return u.started
	}
	u.started = &started{words: map[string]mention{}}
	seen := map[string]bool{}
	for n := range s.shares {
		if d := s.shares[n].Build.Dockerfile; d != nil && !seen[d.Path] {
			seen[d.Path] = true
			u.started.read(&s.shares[n], s.programs.Steps(&s.shares[n]))
		}
	}
	return u.started
}

// read records the programs that the instructions of a Dockerfile start, and the scripts that those call.
func (u *started) read(share *inventory.Share, steps []inventory.Step) {
	for _, one := range steps {
		for _, value := range one.Paths {
			u.mention(value, mention{share.Dockerfile(), one.Line})
		}
		if one.Trace == nil {
			continue
		}
		for _, w := range one.Trace.Words {
			u.mention(w.Text, mention{w.File, max(w.Line, one.Line)})
		}
		if strings.Contains(one.Text, startsDatabase) {
			u.loads = share.At(one.Line, one.Text)
		}
	}
	for _, c := range share.Build.Copies {
		if isLoaded(c.Dest) {
			u.loads = share.At(c.Line, "COPY --from to "+c.Dest)
		}
	}
}

// mention records the names in a word: the parts of paths. Ambiguous ones are left out.
func (u *started) mention(text string, at mention) {
	for word := range strings.FieldsFuncSeq(text, separatesNames) {
		if strings.Trim(word, "*?.") == "" {
			continue
		}
		if strings.ContainsAny(word, "*?") {
			u.globs = append(u.globs, glob{word, at})
		} else if _, known := u.words[word]; !known {
			u.words[word] = at
		}
	}
}

// NamedPaths returns the paths that each instruction of each build names.
func (s *Set) NamedPaths() [][][]string {
	if s.named == nil {
		s.named = make([][][]string, len(s.shares))
		for n, share := range s.shares {
			for _, in := range share.Build.Instructions {
				s.named[n] = append(s.named[n], attribution.PathsNamedBy(in, share.Usage))
			}
			s.named[n] = append(s.named[n], s.namedInStages(n))
		}
	}
	return s.named
}

// separatesNames reports whether a character separates the parts of paths, and paths from what stands around them.
func separatesNames(r rune) bool {
	switch r {
	case ' ', '\t', '\n', '"', '\'', '`', '<', '>', '|', '&', ';', '(', ')', '{', '}', ',', '=', ':', '/', '\\', '[', ']':
		return true
	}
	return false
}

// isLoaded reports whether a database runs the files at a path of its image.
func isLoaded(at string) bool { return strings.Contains(at+"/", "/"+startsDatabase+"/") }

// IsUsed returns why an image may use a path, as a sentence, "" for no reason. Data is used more often than the output of tools.
func (s *Set) IsUsed(h inventory.Hit, data bool) string {
	u, base := s.usage(), path.Base(h.Path)
	if h.Kind == walker.File {
		words := s.started().words
		for _, p := range append([]string{h.Path}, s.aliases(h.Path)...) {
			if at, is := words[path.Base(p)]; is {
				return fmt.Sprintf("Line %d of %s mentions %s. Keep the file if this line reads it.", at.line, at.file, path.Base(p))
			}
		}
	}
	for _, d := range u.documents {
		if strings.Contains(d.text, base) {
			return fmt.Sprintf("The here-document of %s mentions %s. Keep it if the image uses it.", d.by, base)
		}
	}
	if h.Kind == walker.File || data {
		if in := s.loads(h.Path); in != "" {
			return fmt.Sprintf("%s copies %s for the database to load when it starts. Keep it if it should be loaded.", in, h.Path)
		}
	}
	if used := s.isNamed(h); used != "" {
		return used
	}
	if !data {
		return ""
	}
	return s.isSupplied(h)
}

// isSupplied returns why data may belong to the project and not only to this machine, as a sentence.
func (s *Set) isSupplied(h inventory.Hit) string {
	u := s.usage()
	for dir := path.Dir(h.Path); dir != "."; dir = path.Dir(dir) {
		if in := u.names[dir]; in != "" {
			return fmt.Sprintf("%s reads %s. Keep it if the image uses it.", in, dir)
		}
	}
	commands := s.started()
	if why := matchedBy(commands.globs, h.Path); why != "" {
		return why
	}
	switch {
	case commands.loads != "":
		return fmt.Sprintf("%s copies files for the database to load when it starts. Keep %s if it is one of them.", commands.loads, h.Path)
	case supplied().MatchString(h.Path):
		return fmt.Sprintf("%s usually holds files of the project. Keep it if tests or the image use it.", path.Dir(h.Path))
	case s.isDatabase() && s.landsInData(h):
		return fmt.Sprintf("The image is one of a database: keep %s if it should be loaded.", h.Path)
	}
	return ""
}

// databases are images that keep data, or restore it, by the last part of their names.
var databases = []string{"postgres", "postgis", "timescaledb", "pgvector", "mysql", "mariadb", "percona", "mongo", "redis", "redis-stack", "valkey", "keydb", "neo4j", "cassandra", "scylla", "clickhouse-server", "clickhouse", "influxdb", "couchdb", "arangodb",
	"elasticsearch", "opensearch", "oracle-xe", "oracle-free", "mssql/server", "cockroach", "rethinkdb", "etcd", "minio", "kafka"}

// isDatabase reports whether the target of a build is based on the image of a database.
func (s *Set) isDatabase() bool {
	return slices.ContainsFunc(s.shares, func(share inventory.Share) bool {
		return slices.ContainsFunc(share.Build.Stages, func(st build.Stage) bool {
			image, _, _ := strings.Cut(st.Base, ":")
			return st.BaseStage < 0 && slices.ContainsFunc(databases, func(d string) bool { return image == d || strings.HasSuffix(image, "/"+d) })
		})
	})
}

// dataDirectories are those in which databases keep data, or look for backups.
var dataDirectories = []string{"/var/lib/", "/var/opt/", "/data/", "/backups/", "/opt/oracle/"}

// landsInData reports whether a build copies a path into a directory of data.
func (s *Set) landsInData(h inventory.Hit) bool {
	for f := range s.flows(h) {
		for _, st := range f.states {
			if slices.ContainsFunc(st.at, func(at string) bool {
				return slices.ContainsFunc(dataDirectories, func(dir string) bool { return strings.HasPrefix(at, dir) })
			}) {
				return true
			}
		}
	}
	return false
}

// loads is the instruction that puts a path where a database runs it, "" for none.
func (s *Set) loads(p string) string {
	inLoaded := strings.Contains(p, startsDatabase)
	if !inLoaded && !s.usage().toDatabase {
		return ""
	}
	for _, share := range s.shares {
		for _, in := range share.Build.Instructions {
			if in.Context != share.Usage.Context.Name || !strings.Contains(in.Dest, startsDatabase) && !(inLoaded && slices.ContainsFunc(in.Sources, takesLoaded)) {
				continue
			}
			for _, source := range in.Sources {
				if at, ok := inventory.Landing(source, p, in.Dest); ok && isLoaded(path.Dir(at)) && !inventory.ExcludedBySource(source, p) {
					return share.At(in.Line, in.Text)
				}
			}
		}
	}
	return ""
}

// takesLoaded reports whether a source may include a directory of that name.
func takesLoaded(s build.Source) bool { return s.Path == "." || s.Parents || s.Wildcard }
