import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Prints what the compiler says of the calls in a directory of Java, as truth.cjs does for TypeScript. */
class Truth extends TreePathScanner<Void, Void> {
  static Path root;
  static Trees trees;
  static JavacTask task;
  static final Set<String> read = new HashSet<>();

  public static void main(String[] args) throws Exception {
    root = Path.of(args[0]).toRealPath();
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StandardJavaFileManager manager = compiler.getStandardFileManager(d -> {}, null, null);
    List<File> files;
    try (var walk = Files.walk(root)) {
      files = walk.filter(p -> p.toString().endsWith(".java") && !p.endsWith("module-info.java")).map(Path::toFile).collect(Collectors.toList());
    }
    task = (JavacTask) compiler.getTask(null, manager, d -> {}, List.of("-proc:none", "-XDshould-stop.ifError=FLOW"), null, manager.getJavaFileObjectsFromFiles(files));
    trees = Trees.instance(task);
    List<CompilationUnitTree> units = new java.util.ArrayList<>();
    task.parse().forEach(units::add);
    task.analyze();
    for (CompilationUnitTree u : units) {
      String name = root.relativize(Path.of(u.getSourceFile().toUri())).toString();
      read.add(name);
      System.out.println("file\t" + name);
    }
    for (CompilationUnitTree u : units) {
      new Truth().scan(u, null);
    }
  }

  /** The line of the name that a tree declares, or of the tree. */
  static String place(CompilationUnitTree unit, Tree tree, CharSequence name) {
    SourcePositions at = trees.getSourcePositions();
    long start = at.getStartPosition(unit, tree);
    if (start < 0) {
      return null;
    }
    try {
      String text = unit.getSourceFile().getCharContent(true).toString();
      if (tree instanceof MethodTree m) { // annotations and modifiers stand before the name
        Tree before = m.getReturnType() != null ? m.getReturnType() : m.getModifiers();
        start = Math.max(start, at.getEndPosition(unit, before));
      } else if (tree instanceof ClassTree c) {
        start = Math.max(start, at.getEndPosition(unit, c.getModifiers()));
      }
      if (name != null) {
        int i = text.indexOf(name.toString(), (int) start);
        start = i >= 0 ? i : start;
      }
    } catch (java.io.IOException e) {
      return null;
    }
    return root.relativize(Path.of(unit.getSourceFile().toUri())) + "\t" + unit.getLineMap().getLineNumber(start);
  }

  static String place(Element e) {
    Element of = e.getKind() == ElementKind.CONSTRUCTOR ? e.getEnclosingElement() : e; // the class
    if (of.getSimpleName().length() == 0) {
      return null; // without a name
    }
    TreePath path = trees.getPath(of);
    return path == null ? null : place(path.getCompilationUnit(), path.getLeaf(), of.getSimpleName());
  }

  void call(Tree at, Element to) {
    String from = place(getCurrentPath().getCompilationUnit(), at, null);
    if (from == null || to == null) {
      return;
    }
    if (to.asType().getKind() == TypeKind.ERROR || !(to instanceof ExecutableElement)) {
      System.out.println("open\t" + from + "\t" + to.getSimpleName());
      return;
    }
    String target = place(to);
    if (target != null) {
      System.out.println("call\t" + from + "\t" + target);
    }
  }

  @Override
  public Void visitMethodInvocation(MethodInvocationTree node, Void p) {
    ExpressionTree f = node.getMethodSelect();
    boolean implicit = trees.getSourcePositions().getEndPosition(getCurrentPath().getCompilationUnit(), node) < 0;
    if (!implicit && (f instanceof IdentifierTree || f instanceof MemberSelectTree)) {
      call(node, trees.getElement(new TreePath(getCurrentPath(), f)));
    }
    return super.visitMethodInvocation(node, p);
  }

  @Override
  public Void visitNewClass(NewClassTree node, Void p) {
    Element to = trees.getElement(new TreePath(getCurrentPath(), node.getIdentifier()));
    if (to instanceof TypeElement && to.asType().getKind() != TypeKind.ERROR) {
      String from = place(getCurrentPath().getCompilationUnit(), node, null);
      String target = place(to);
      if (from != null && target != null) {
        System.out.println("call\t" + from + "\t" + target);
      }
    }
    return super.visitNewClass(node, p);
  }

  @Override
  public Void visitMethod(MethodTree node, Void p) {
    Element e = trees.getElement(getCurrentPath());
    if (e instanceof ExecutableElement m && e.getEnclosingElement() instanceof TypeElement t) {
      over(m, t, t.asType(), 0);
    }
    return super.visitMethod(node, p);
  }

  void over(ExecutableElement m, TypeElement owner, TypeMirror of, int depth) {
    if (depth > 20) {
      return;
    }
    for (TypeMirror base : task.getTypes().directSupertypes(of)) {
      if (base instanceof DeclaredType d && d.asElement() instanceof TypeElement b) {
        for (Element e : b.getEnclosedElements()) {
          if (e instanceof ExecutableElement o && task.getElements().overrides(m, o, owner)) {
            String from = place(m);
            String to = place(o);
            if (from != null && to != null) {
              System.out.println("over\t" + from + "\t" + to);
            }
          }
        }
        over(m, owner, base, depth + 1);
      }
    }
  }
}
